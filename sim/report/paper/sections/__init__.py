"""The sections of the paper: each module says one, from what was found; none where there is nothing to say."""
