package dev.varve.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What help says of the options that several commands share, beside what each of them is. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OptionGroup {
  /** Above the options. */
  String heading();

  /** Whether they stand behind the others, since most commands have them. */
  boolean common() default false;

  /** Variables that they heed, each as {@code NAME: what it does}. */
  String[] environment() default {};
}
