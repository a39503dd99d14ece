"""The trials behind the promises: a smaller number in every run, the larger with `-m trials`."""
