Feature: Creating a site (model Appendix A, part 1)

  Background:
    Given a class blog for P5 that meets the policy

  @A.1.6
  Rule: A site has its end in view from its first day

    Scenario: It closes with the school year
      When the proposal is checked
      Then clause A.1.6 is met
      And whether its time is right waits for the final approval, under clause A.1.6

    Scenario: It is to run on, with a look at it within a year
      Given it has no closing day, and is reviewed on 1 September 2027
      When the proposal is checked
      Then clause A.1.6 is met

    Scenario: It is to run on, and nobody looks at it for two years
      Given it has no closing day, and is reviewed on 1 October 2028
      When the proposal is checked
      Then clause A.1.6 is not met: "Without a closing day, it must be reviewed by 1 September 2027."

    Scenario: A day far off on which it would begin buys it no time
      Given it goes live on 1 September 2031
      And it has no closing day, and is reviewed on 1 September 2032
      When the proposal is checked
      Then clause A.1.6 is not met: "Without a closing day, it must be reviewed by 1 September 2027."

    Scenario: Nobody knows what becomes of it
      Given it has no plan for its end
      When the proposal is checked
      Then clause A.1.6 is not met: "“What happens to it and to its content at the end?” is not answered."

  @A.1.7
  Rule: It is said beforehand how to tell whether the site has worked

    Scenario: A sign of success is named
      When the proposal is checked
      Then clause A.1.7 is met

    Scenario: No sign of success is named
      Given no sign of success is named
      When the proposal is checked
      Then clause A.1.7 is not met: "It is not said how anyone will tell whether the site has worked."
      And the remedy is "Name one thing that will show it."
