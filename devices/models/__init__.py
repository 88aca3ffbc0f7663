"""Tables of ``devices``."""

from devices.models.bookable import Bookable, PoolMember, SchoolDevicePolicy
from devices.models.claim import Allocation, Claim, Reservation
from devices.models.loan import Loan, Scan
from devices.models.registry import Asset, AssetModel, Category

__all__ = [
    "Allocation",
    "Asset",
    "AssetModel",
    "Bookable",
    "Category",
    "Claim",
    "Loan",
    "PoolMember",
    "Reservation",
    "Scan",
    "SchoolDevicePolicy",
]
