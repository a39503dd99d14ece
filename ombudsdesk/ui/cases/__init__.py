"""Cases: the list, the page of one case, and the quick log of a new one."""
