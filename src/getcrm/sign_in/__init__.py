"""Who is let in, and how: passwords, second factors, sessions, single sign-on (PERM-6).

Everything secret is here and in the tables beside the log; commands and events name it by an id.
"""
