from gpucreds import runai

runai.LocalUser("jo", email="jo@example.com")
