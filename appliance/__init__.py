"""The counter: from a shot of the tray to a named screw and the bin it hangs in."""
