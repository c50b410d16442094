package varve.lib.devices_test

import data.varve.lib.devices

test_weights if {
	devices.weight("/dev/mapper") == "critical"
	devices.weight("/dev/sda1") == "critical"
	devices.weight("/dev/mapper/root") == "critical"
	devices.weight("/dev/mem") == "critical"
	devices.weight("/dev/kvm") == "high"
	devices.weight("/dev/dri/card0") == "low"
	devices.weight("/dev/ttyUSB0") == "low"
	devices.weight("/dev/nvidia0") == "low"
	devices.weight("/dev/whatever") == "medium"
}

test_names_are_compared_whole if {
	devices.weight("/dev/memory_game") == "medium"
	devices.weight("/srv/dev/sda") == "medium"
}
