# METADATA
# title: Start in shell form
# description: |
#   A shell is the first process of the container. The signal that asks the container to stop reaches the
#   shell and not the program, so that the engine kills it after its waiting time, without a chance to
#   finish; and what the command line or CMD adds to an ENTRYPOINT in shell form is thrown away. A command
#   that begins with exec, or with a program that passes signals on, is not meant.
# related_resources:
#   - https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
#   - https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-09
#   severity: low
#   scope: image
#   needs: ["start.form=shell"]
#   remediation: |
#     Write ENTRYPOINT or CMD as a list of words; where a shell is needed, let its last command begin with exec.
#   standards: {}
package varve.image.shell_form_start

deny contains r if {
	text := command
	not hands_over(text)
	not expanded(text)
	r := {"msg": $"a shell starts {quoted} and stays the first process{ignored}", "key": "shell", "evidence": evidence}
}

# Only the container's own variables say what the first word is: it may be exec.
deny contains r if {
	expanded(command)
	r := {
		"msg": $"a shell starts {quoted}, and variables decide whether it stays the first process{ignored}",
		"key": "shell",
		"status": "undetermined",
		"evidence": evidence,
	}
}

# What the shell is given: the word after it and its options.
command := input.start.argv[shell_words] if {
	input.start.form == "shell"
	input.platform.os != "windows"
}

shell_words := count(input.config.shell) if count(input.config.shell) > 0

# Without SHELL it is /bin/sh -c.
shell_words := 2 if count(input.config.shell) == 0

first_word(text) := split(replace(trim_space(text), "\t", " "), " ")[0]

hands_over(text) if first_word(text) == "exec"

# An init at the start of the line replaces the shell or passes on what that gets.
hands_over(text) if {
	parts := split(first_word(text), "/")
	parts[count(parts) - 1] in data.varve.params.init_programs
}

expanded(text) if regex.match(`^\s*["']?[$\x60]`, text)

quoted := concat("", ["'", shortened(trim_space(command)), "'"])

shortened(text) := text if count(text) <= 80

shortened(text) := concat("", [substring(text, 0, 77), "..."]) if count(text) > 80

added := array.slice(input.start.argv, shell_words + 1, count(input.start.argv))

ignored := $"; what CMD adds ({concat(" ", added)}) is thrown away" if {
	count(added) > 0
} else := ""

evidence := {"command": command, "shell": array.slice(input.start.argv, 0, shell_words), "ignored": added}
