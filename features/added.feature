Feature: What a school's edition adds to the policy

  Background:
    Given a class blog for P5 that meets the policy

  @S.1
  Rule: An account carries the name by which the school is known

    Scenario: A school with a rule for names
      Given the school asks for "Birchfield" in the name of each account
      And its address is "https://primaryfive.wordpress.com"
      When the proposal is checked
      Then clause S.1 is not met: "The address carries none of these: Birchfield."
      And the remedy is "Choose an address with the school's name in it."

    Scenario: A school without a rule for names
      When the proposal is checked
      Then clause S.1 does not apply: "The school's edition does not ask for it."

  @S.2
  Rule: On some platforms the school has no site, whatever their terms allow

    Scenario: A platform that the authority does not want
      Given the school leaves "WordPress.com" alone
      When the proposal is checked
      Then clause S.2 is not met: "The school has no site on WordPress.com, whatever its terms say."
      And the remedy is "Choose another platform."

  @S.3
  Rule: Leadership decides whether the school pays to be seen

    Scenario: Nobody has said whether the school pays
      Given the school asks about promotion
      When the proposal is checked
      Then clause S.3 is not met: "“Will the school pay to have it shown to more people?” is not answered."

    Scenario: The school is to pay
      Given the school asks about promotion
      And the school will pay to have it shown
      When the proposal is checked
      Then clause S.3 is met
      And whether it is right to pay waits for the final approval, under clause S.3
      And the duty is "Nothing is shown to children by paid promotion.", under clause S.3

  @S.4
  Rule: A site says whose it is, and how to reach the school

    Scenario: Nothing is said of how to reach the school
      Given the school asks what a site says about itself
      And it says on its own page whose it is
      When the proposal is checked
      Then clause S.4 is not met: "“How does a reader reach the school about it?” is not answered."
      And the remedy is "Give an address or a number of the school's, never a personal one."
      And the duty is "What the site says about itself stays there, and stays true.", under clause S.4

  @S.5
  Rule: Pictures and films are for everybody

    Scenario: Nobody says who describes the pictures
      Given the school asks for pictures that everybody can follow
      When the proposal is checked
      Then clause S.5 is not met: "“How do people who cannot see or hear get what pictures and films show?” is not answered."
      And the duty is "Each picture has its description, and each film its captions.", under clause S.5
