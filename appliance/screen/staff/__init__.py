"""The staff's side of the screen: what it may do, what it decides and what it says; only `bridge` knows Qt."""
