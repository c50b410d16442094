package varve.lib.text_test

import data.varve.lib.text

test_sizes_are_rounded_down_to_whole_units if {
	text.bytes(1023) == "1023 bytes"
	text.bytes(1024) == "1 KiB"
	text.bytes(2097151) == "1 MiB"
	text.bytes(5000000000) == "4 GiB"
}

test_lists_are_sorted if text.list({"b", "a"}) == "a, b"
