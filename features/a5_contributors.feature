Feature: Contributors and moderation (model Appendix A, part 5)

  Background:
    Given a class blog for P5 that meets the policy

  @A.5.1
  Rule: How far others take part is a choice that somebody has thought about

    Scenario: Reading only, and why
      When the proposal is checked
      Then clause A.5.1 is met

    Scenario: Nobody says why
      Given nobody says why readers take part so far and no further
      When the proposal is checked
      Then clause A.5.1 is not met: "“Why this level of taking part?” is not answered."

  @A.5.3
  Rule: Staff read what is added to a site, in the holidays too

    Scenario: Staff look at it every day
      When the proposal is checked
      Then clause A.5.3 is met
      And the moderators have to declare, under clause A.5.3

    Scenario: Nobody looks at it in the holidays
      Given nobody looks at it in the holidays
      When the proposal is checked
      Then clause A.5.3 is not met: "“Who looks at it in the holidays?” is not answered."

    Scenario: What pupils write shows before anybody has read it
      Given pupils write through their teacher, and it is read only afterwards
      When the proposal is checked
      Then clause A.5.3 is not met: "What pupils add would show before a member of staff has read it."

  @A.5.4a
  Rule: At least two members of staff moderate a site

    Scenario: Two teachers moderate
      When the proposal is checked
      Then clause A.5.4a is met
      And the moderators have to declare, under clause A.5.4a

    Scenario: A teacher and a parent volunteer moderate
      Given a teacher and a parent volunteer moderate it
      When the proposal is checked
      Then clause A.5.4a is not met: "One member of staff is named as moderator; two are needed."
      And the remedy is "Name another member of staff."

    Scenario: One of the two has not agreed yet
      Given everybody has signed it
      And one of its two moderators has not agreed to it
      When it is to be entered in the register
      Then clause A.5.4a is not met: "One member of staff is willing to moderate; two are needed."

    Scenario: A moderator leaves the school while the site is live
      Given everybody has signed it
      And one of its two moderators has left the school
      When the live site is looked at
      Then clause A.5.4a is not met: "One member of staff is named as moderator; two are needed."
