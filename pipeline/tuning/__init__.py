"""Learning from labelled documents: weights, calibration, and how good they are on documents held out."""
