"""The staffing needed: the cheapest plan of posts that meets every target, with a certificate."""
