Feature: What stands on a site (model Appendix A, part 4)

  Background:
    Given a class blog for P5 that meets the policy

  @A.4.9
  Rule: No personal contact details, and the account is on a school address

    Scenario: The account is on the school's address
      When the proposal is checked
      Then clause A.4.9 is met
      And the administrators and the moderators have to declare, under clause A.4.9

    Scenario: The account is on a teacher's own address
      Given its account is on "aoife@home.example"
      When the proposal is checked
      Then clause A.4.9 is not met: "home.example is not one of the school's own e-mail domains."
      And the remedy is "Use a school e-mail address."

    Scenario: The account would be recovered through a teacher's own address
      Given its account is recovered through "aoife@home.example"
      When the proposal is checked
      Then clause A.4.9 is not met: "home.example is not one of the school's own e-mail domains."
      And the remedy is "Use a school e-mail address for recovery too."
