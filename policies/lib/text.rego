package varve.lib.text

# A size as people read it: whole units, rounded down, so that every engine prints the same.
bytes(n) := $"{n} bytes" if n < 1024

bytes(n) := $"{floor(n / 1024)} KiB" if {
	n >= 1024
	n < 1048576
}

bytes(n) := $"{floor(n / 1048576)} MiB" if {
	n >= 1048576
	n < 1073741824
}

bytes(n) := $"{floor(n / 1073741824)} GiB" if n >= 1073741824

list(names) := concat(", ", sort([name | some name in names]))
