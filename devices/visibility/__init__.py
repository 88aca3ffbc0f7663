"""Who may see what of ``devices``, and the inverse, side by side; nowhere else.

Source: the authorisation matrix, rows Device, Booking and Loan. The municipality
administrator reads no rows; figures are counts of five and more.
"""

from devices.visibility.assets import asset_viewers, visible_assets
from devices.visibility.bookables import bookable_viewers, nearby_schools, visible_bookables
from devices.visibility.loans import loan_viewers, visible_loans
from devices.visibility.reservations import reservation_viewers, visible_reservations

__all__ = [
    "asset_viewers",
    "bookable_viewers",
    "loan_viewers",
    "nearby_schools",
    "reservation_viewers",
    "visible_assets",
    "visible_bookables",
    "visible_loans",
    "visible_reservations",
]
