"""Light and pixels: cameras, lamps, scales, printers. Knows no screw and no millimetre."""
