"""What the service is: meaning, validity, units and evidence of every input."""
