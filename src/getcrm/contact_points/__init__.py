"""By what somebody is reached: phone numbers, e-mail addresses, web sites. One reading of each,
for what is saved and for what is searched."""
