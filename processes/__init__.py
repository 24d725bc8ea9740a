"""Child processes: started without secrets, limited, and ended together with everything they start."""
