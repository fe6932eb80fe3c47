Feature: Children and young people (model Appendix A, part 2)

  Background:
    Given a class blog for P5 that meets the policy

  @A.2.5b
  Rule: Somebody has thought of the children who are too young for the platform

    Scenario: It is said how the class reads the blog without accounts
      When the proposal is checked
      Then clause A.2.5b is met
      And whether younger children may look waits for the final approval, under clause A.2.5b

    Scenario: Nobody has thought of it
      Given nobody says what is done about children who are too young
      When the proposal is checked
      Then clause A.2.5b is not met: "“What will be done about children who are too young for the platform?” is not answered."

    Scenario: The school hosts the blog itself
      Given the school hosts it on its own address
      And nobody says what is done about children who are too young
      When the proposal is checked
      Then clause A.2.5b does not apply: "The school is the provider: there are no other terms."
