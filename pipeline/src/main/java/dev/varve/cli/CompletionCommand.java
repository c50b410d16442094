package dev.varve.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

@Command(
    name = "completion",
    description = {
      "What a shell needs to complete commands, options, their values, and files.",
      "",
      "The script is printed; the shell reads it when it starts, and starts no varve to complete."
    },
    exitCodeList = {"0:done", "2:wrong usage"},
    footer = {
      "source <(varve completion bash)",
      "varve completion bash > ~/.local/share/bash-completion/completions/varve",
      "# in ~/.zshrc, behind compinit",
      "source <(varve completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Arguments that name a file, if they name no reference, address or command. */
  private static final Set<String> FILE_LABELS =
      Set.of("IMAGE", "A", "B", "FLEET", "SPEC", "DIR|URI");

  /** Bash takes {@code --color=al} for three words, which picocli's script does not expect. */
  private static final String SPLIT_WORDS =
      """

      # A word such as --color=al arrives as three; the function above wants two.
      _varve() {
        local -a words=()
        local i
        for ((i = 0; i <= COMP_CWORD; i++)); do
          if [[ ${COMP_WORDS[i]} != "=" ]]; then
            words+=("${COMP_WORDS[i]}")
          elif ((i == COMP_CWORD)); then
            words+=("")
          fi
        done
        COMP_WORDS=("${words[@]}")
        COMP_CWORD=$((${#words[@]} - 1))
        _complete_varve
        # It loses count of arguments behind an option's value; what it finds nothing for is a file.
        local word=${words[COMP_CWORD]} before=${words[COMP_CWORD - 1]}
        if ((${#COMPREPLY[@]} == 0)) && [[ $word != -* && $before != -* ]]; then
          compopt -o filenames 2>/dev/null
          local IFS=$'\\n'
          COMPREPLY=($(compgen -f -- "$word"))
        fi
      }
      complete -F _varve -o default varve
      """;

  @Parameters(paramLabel = "bash|zsh", description = "Which shell.")
  private Shell shell = Shell.BASH;

  @Mixin private TalkOptions talk = new TalkOptions();

  private final Console console;

  /** The shells that are known; zsh takes bash's script, which switches its support on. */
  enum Shell {
    BASH,
    ZSH
  }

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    talk.applyToLogs(console);
    CommandLine every = Main.everyCommand(console);
    sayWhatCompletes(every);
    String script = AutoComplete.bash("varve", every) + SPLIT_WORDS;
    console.out().write(script.getBytes(StandardCharsets.UTF_8));
    return ExitCode.CLEAN;
  }

  /** Tells of each argument what picocli cannot know: labels of values, and what may be a file. */
  private static void sayWhatCompletes(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    for (OptionSpec option : List.copyOf(spec.options())) {
      if (option.arity().max() > 0 && isEnum(option)) {
        OptionSpec.Builder said = OptionSpec.builder(option);
        replace(spec, option, said.completionCandidates(values(option)).build());
      } else if (isFile(option)) {
        OptionSpec.Builder file = OptionSpec.builder(option.longestName(), option.names());
        replace(spec, option, file.type(Path.class).build());
      }
    }
    for (PositionalParamSpec parameter : List.copyOf(spec.positionalParameters())) {
      if (isEnum(parameter)) {
        PositionalParamSpec.Builder said = PositionalParamSpec.builder(parameter);
        replace(spec, parameter, said.completionCandidates(values(parameter)).build());
      } else if (isFile(parameter)) {
        PositionalParamSpec.Builder file = PositionalParamSpec.builder();
        replace(spec, parameter, file.index(parameter.index()).type(Path.class).build());
      }
    }
    command.getSubcommands().values().forEach(CompletionCommand::sayWhatCompletes);
  }

  private static void replace(CommandSpec spec, ArgSpec before, ArgSpec now) {
    spec.remove(before);
    spec.add(now);
  }

  /** The type of an argument's value, of each of its values, or of their names. */
  private static Class<?> type(ArgSpec argument) {
    Class<?>[] parts = argument.auxiliaryTypes();
    return parts.length == 0 ? argument.type() : parts[0];
  }

  private static boolean isEnum(ArgSpec argument) {
    return type(argument).isEnum();
  }

  private static List<String> values(ArgSpec argument) {
    // Of NAME=VALUE the names.
    String end = argument.auxiliaryTypes().length > 1 ? "=" : "";
    return LowerCase.labels(type(argument)).stream().map(label -> label + end).toList();
  }

  private static boolean isFile(ArgSpec argument) {
    return type(argument) == String.class && FILE_LABELS.contains(argument.paramLabel());
  }
}
