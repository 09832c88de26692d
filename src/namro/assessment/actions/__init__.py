"""All writes about verdicts, registrations, dossiers and decisions."""
