"""Child processes: started without secrets, limited, and ended with all that they have started."""
