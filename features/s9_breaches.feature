Feature: What follows a breach (section 9)

  Background:
    Given a class blog for P5 that meets the policy

  @9.1
  Rule: A breach is referred to people, and never decided here

    Scenario: What becomes of it
      When the proposal is checked
      Then clause 9.1 is kept by people: "Whether it comes to that is for people to decide under those procedures: the register refers and never decides. Leadership may suspend a site meanwhile."
