package varve.lib.dates

# Days since 1970-01-01 of "2026-05-02" or "2026-05-02T08:00:00Z", in the proleptic Gregorian calendar.
# Undefined for what is no date.
days(text) := ((era * 146097) + day_of_era) - 719468 if {
	is_string(text)
	[[_, y, m, d]] := regex.find_all_string_submatch_n(`^([0-9]{4})-([01][0-9])-([0-3][0-9])(?:[T ]|$)`, text, 1)
	month := number(m)
	day := number(d)
	month >= 1
	month <= 12
	day >= 1
	year := number(y) - before_march(month)
	era := floor(year / 400)
	year_of_era := year - (era * 400)
	day_of_year := (floor(((153 * ((month + 9) % 12)) + 2) / 5) + day) - 1
	day_of_era := (((year_of_era * 365) + floor(year_of_era / 4)) - floor(year_of_era / 100)) + day_of_year
}

# Years begin in March here, so that the leap day is the last one.
before_march(month) := 1 if month <= 2

before_march(month) := 0 if month > 2

number(digits) := 0 if trim_left(digits, "0") == ""

number(digits) := to_number(trim_left(digits, "0")) if trim_left(digits, "0") != ""
