package varve.lib.dates_test

import data.varve.lib.dates

test_days if {
	dates.days("1970-01-01") == 0
	dates.days("1970-01-02T03:04:05Z") == 1
	dates.days("2000-02-29") == 11016
	dates.days("2000-03-01") == 11017
	dates.days("2026-06-01") == 20605
	dates.days("1969-12-31") == -1
	dates.days("2100-03-01") - dates.days("2100-02-28") == 1
}

test_no_dates if {
	every text in ["", "yesterday", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "20260101", null, 5] {
		not dates.days(text)
	}
}
