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
      Then clause A.5.1 is not met: "“Why did you choose this level of involvement?” is not answered."

    Scenario: Nobody says whether followers are let in
      Given nobody says whether followers are let in
      When the proposal is checked
      Then clause A.5.1 is not met: "“Do you let in friends, members or followers one by one?” is not answered."

    Scenario: Readers may comment, and comments are off
      Given it is said that readers may comment
      When the proposal is checked
      Then clause A.5.1 is not met: "Readers may comment, but comments are switched off."
      And the remedy is "Say whether readers may comment or not, in both answers."

  @A.5.2a
  Rule: Where pupils add something, the privacy settings are the strongest on offer

    Scenario: Only staff add something, and anybody may see it
      When the proposal is checked
      Then clause A.5.2a is met

    Scenario: Pupils write, and only people who are let in can see it
      Given pupils write through their teacher
      And only people who are let in can see it
      When the proposal is checked
      Then clause A.5.2a is met
      And the duty is "The settings stay the strongest that the host offers, and are looked at again when it changes them.", under clause A.5.2a

    Scenario: Pupils write, and anybody may see it
      Given pupils write through their teacher
      When the proposal is checked
      Then clause A.5.2a is not met: "Pupils add to it, and people who are not let in could see it."
      And the remedy is "Show it only to people who are let in, or say which settings are used and that the host offers none stronger."

    Scenario: The host offers nothing stronger
      Given pupils write through their teacher
      And its privacy settings are "Hidden from search engines; the host offers nothing stronger."
      When the proposal is checked
      Then clause A.5.2a is met

  @A.5.2b
  Rule: No pupil can be identified

    Scenario: First names alone
      When the proposal is checked
      Then clause A.5.2b is met
      And the administrators and the moderators have to declare, under clause A.5.2b
      And the duty is "Whatever identifies a pupil is taken down as soon as it is seen.", under clause A.5.2b

    Scenario: Full names
      Given pupils are named in full
      When the proposal is checked
      Then clause A.5.2b is not met: "Pupils would be named in full."

    Scenario: Pictures without names
      Given pictures of pupils are planned for it
      When the proposal is checked
      Then clause A.5.2b is met

    Scenario: A name beside a picture
      Given pictures of pupils are planned for it
      And a pupil's name stands beside their picture
      When the proposal is checked
      Then clause A.5.2b is not met: "A pupil's name would stand beside their picture."

  @A.5.3
  Rule: Staff read what is added to a site, in the holidays too

    Scenario: Staff look at it every day
      When the proposal is checked
      Then clause A.5.3 is met
      And the moderators have to declare, under clause A.5.3
      And it is a duty under clause A.5.3: "The site is looked at as often as the proposal says, in the holidays too."

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
      And it is a duty under clause A.5.4a: "Whenever a moderator leaves, another takes their place."

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
      Then clause A.5.4a is not met: "Somebody named here is not in the school's record. Of those who are to moderate, one member of staff is still at the school; two are needed."

  @A.5.4b
  Rule: Somebody stands in while the main moderator is away

    Scenario: A second teacher stands in
      When the proposal is checked
      Then clause A.5.4b is met
      And the duty is "While the main moderator is away, another looks at the site as often.", under clause A.5.4b

    Scenario: One teacher alone
      Given one teacher moderates it alone
      When the proposal is checked
      Then clause A.5.4b is not met: "Nobody moderates the site while Aoife Kerr is away."
      And the remedy is "Name another moderator who is in the school's record."

    Scenario: Whoever was to stand in has left
      Given everybody has signed it
      And one of its two moderators has left the school
      When the live site is looked at
      Then clause A.5.4b is not met: "Nobody moderates the site while Aoife Kerr is away."

    Scenario: A moderator is on leave
      Given one of the moderators is on leave
      And another teacher moderates in the meantime
      When the proposal is checked
      Then clause A.5.4b is met
      And clause A.5.4a is met

    Scenario: A moderator is on leave, and nobody stands in
      Given one of the moderators is on leave
      When the proposal is checked
      Then clause A.5.4a is not met: "One member of staff is named as moderator; two are needed."

  @A.5.4c
  Rule: What breaks the house rules is held back or taken down

    Scenario: The proposal says how
      Given readers may comment, and staff read each comment first
      When the proposal is checked
      Then clause A.5.4c is met
      And the moderators have to declare, under clause A.5.4c
      And the duty is "Whatever breaks the house rules is held back or taken down, and it is noted.", under clause A.5.4c

    Scenario: The proposal does not say how
      Given readers may comment, and staff read each comment first
      And nobody says how what breaks the rules is taken down
      When the proposal is checked
      Then clause A.5.4c is not met: "“How do you take down anything that breaks the rules?” is not answered."

    Scenario: Nobody but staff adds anything
      When the proposal is checked
      Then clause A.5.4c does not apply: "Nobody but staff can add to the site."

  @A.5.5
  Rule: Where the provider's own tools fall short, the school does the rest

    Scenario: The proposal says what the provider does, and what the school adds
      When the proposal is checked
      Then clause A.5.5 is met
      And whether that is enough waits for the line manager, under clause A.5.5
      And the duty is "What the provider lets through is dealt with as the proposal says.", under clause A.5.5

    Scenario: The provider is left to do it alone
      Given nobody says what is done where the provider's own tools fall short
      When the proposal is checked
      Then clause A.5.5 is not met: "“What will you do where that is not enough?” is not answered."

    Scenario: The school hosts the blog itself
      Given the school hosts it on its own address
      When the proposal is checked
      Then clause A.5.5 does not apply: "The school is the provider: there are no other terms."

  @A.5.6
  Rule: Gravely offensive or dangerous content is removed at once and reported

    Scenario: Readers may comment
      Given readers may comment, and staff read each comment first
      When the proposal is checked
      Then the administrators and the moderators have to declare, under clause A.5.6
      And the duty is "Gravely offensive or dangerous content is removed at once; the designated teacher is told the same day, and the police or CEOP where it breaks the law.", under clause A.5.6

    Scenario: Only staff add anything
      When the proposal is checked
      Then clause A.5.6 does not apply: "Nobody but staff can add to the site."

  @A.5.7
  Rule: Whoever is let in is checked first, and read afterwards

    Scenario: Followers are let in
      Given followers are let in after a check
      When the proposal is checked
      Then the duty is "Everyone is checked before they are let in, and what they write is read afterwards.", under clause A.5.7
      And clause A.5.7 is tested under clause A.2.6
      And clause A.2.6 is met

    Scenario: Nobody is let in one by one
      When the proposal is checked
      Then clause A.5.7 does not apply: "No friends, members or followers are let in one by one."

  @A.5.8
  Rule: Advertising for contributors is approved apart from the rest

    Scenario: Nobody advertises
      When the proposal is checked
      Then clause A.5.8 is met

    Scenario: The proposal says how they are sought
      Given contributors are sought by a note in the school's newsletter
      When the proposal is checked
      Then clause A.5.8 is met
      And whether they may be sought so waits for the brand owner, under clause A.5.8

    Scenario: The proposal does not say how they are sought
      Given contributors are sought, and nobody says how
      When the proposal is checked
      Then clause A.5.8 is not met: "“How will you advertise for them?” is not answered."

    Scenario: The brand owner has signed, though there is no logo
      Given contributors are sought by a note in the school's newsletter
      And it does not carry the logo
      And everybody has signed it
      When it is to be entered in the register
      Then clause A.5.8 is met

    Scenario: The brand owner has not signed
      Given contributors are sought by a note in the school's newsletter
      And it does not carry the logo
      And everybody but the brand owner has signed it
      When it is to be entered in the register
      Then clause A.5.8 is not met: "“Name and logo” is not signed by whoever has to sign it."

  @A.5.9
  Rule: An outside organisation becomes a friend of the site only with approval

    Scenario: No friends outside
      When the proposal is checked
      Then clause A.5.9 is met
      And the duty is "Each new link with an outside organisation is approved before it is made.", under clause A.5.9

    Scenario: The town's library
      Given the town's library is to be a friend of it
      When the proposal is checked
      Then clause A.5.9 is met
      And whether they may be linked waits for the brand owner, under clause A.5.9

    Scenario: Nobody says which organisations
      Given outside organisations are to be friends of it, and none is named
      When the proposal is checked
      Then clause A.5.9 is not met: "“Which organisations will it be linked with?” is not answered."

    Scenario: The brand owner has not signed for the library
      Given the town's library is to be a friend of it
      And it does not carry the logo
      And everybody but the brand owner has signed it
      When it is to be entered in the register
      Then clause A.5.9 is not met: "“Name and logo” is not signed by whoever has to sign it."
