import pulumi

from gpucreds import runai

jo = runai.LocalUser("jo", email="jo@example.com", reset_password=True)

pulumi.export("temp_password", jo.temp_password)
