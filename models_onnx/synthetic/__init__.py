"""The made world: parametric screws become solids, scenes and two photographs whose truth is known by construction."""
