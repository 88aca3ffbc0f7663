"""Norwegian dates and the 24-hour clock."""

DATE_FORMAT = "j. F Y"
SHORT_DATE_FORMAT = "j. M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j. F Y H:i"
FIRST_DAY_OF_WEEK = 1
