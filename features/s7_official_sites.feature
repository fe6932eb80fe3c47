Feature: Official sites (section 7 of the school's policy)

  Background:
    Given a class blog for P5 that meets the policy

  @7.1
  Rule: An official site is of use to the people of the school

    Scenario: A class blog for pupils and their families
      When the proposal is checked
      Then clause 7.1 is met
      And whether the content is relevant waits for the line manager, under clause 7.1

    Scenario: A site for the public alone
      Given it is for members of the public alone
      When the proposal is checked
      Then clause 7.1 is not met: "The site is only for members of the public; an official site serves the school's own people."

    Scenario: A group without a reason to look
      Given it is for staff too, and nobody says why it matters to them
      When the proposal is checked
      Then clause 7.1 is not met: "The proposal does not say why the site matters to school staff."
      And the remedy is "Write one sentence for that group, or take the group out."

  @7.2
  Rule: A new official site has a strong reason, and leadership judges how strong

    Scenario: A reason in one's own words
      When the proposal is checked
      Then clause 7.2 is met
      And whether the reason is strong waits for the final approval, under clause 7.2

    Scenario: Words that say nothing
      Given the reason is "because because because because because because"
      When the proposal is checked
      Then clause 7.2 is not met: "The reason repeats itself instead of saying something."

    Scenario: A reason that repeats itself
      Given the reason is "Good for us all now, good for us all now, good for us all now, good for us all now."
      When the proposal is checked
      Then clause 7.2 is met
      And whoever signs is shown, under clause 7.2: "“Why does the school need this site?” repeats itself."

    Scenario: A bare yes
      Given the reason is "Yes."
      When the proposal is checked
      Then clause 7.2 is not met: "“Why does the school need this site?” is not answered. What stands there is a bare yes or no."
      And the remedy is "Say why the site is needed."

    Scenario: The aims, copied
      Given the reason is the same as the aims
      When the proposal is checked
      Then clause 7.2 is not met: "“Why does the school need this site?” is not answered. What stands there is the answer to “What is it meant to achieve?” over again."

    Scenario: A site for this exists already
      Given the school has a live site for the same people with the same kind of reason
      When the proposal is checked
      Then clause 7.2 is not met: "“P6 class blog” is for the same people and has the same kind of reason."
      And the remedy is "Say why that site is not enough, or use it instead."

  @7.4
  Rule: Whoever runs a site puts the interests of children first

    Scenario: The good that it does for pupils is stated
      When the proposal is checked
      Then clause 7.4 is met
      And whether it is best for the children waits for the final approval, under clause 7.4
      And the proposer, the administrators and the moderators have to declare, under clause 7.4
      And it is a duty under clause 7.4: "Whatever stands against a child's interests is taken down at once."

    Scenario: Pupils are involved, and no good is named
      Given nobody says what good it does for the pupils
      When the proposal is checked
      Then clause 7.4 is not met: "“How does the site benefit the pupils it involves?” is not answered."
