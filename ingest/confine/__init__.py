"""Ways to lock a process in: what each takes away, one module each."""
