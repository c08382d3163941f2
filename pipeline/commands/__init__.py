"""The commands of `emcmatch`: one file for each, loaded only when it is called."""
