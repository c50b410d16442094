package varve.lib.standards

# Who asks for the baseline of the Pod Security Standards does not ask for what the restricted one adds.
restricted_asked if data.varve.params.profile != "pss-baseline"
