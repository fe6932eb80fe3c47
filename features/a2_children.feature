Feature: Children and young people (model Appendix A, part 2)

  Background:
    Given a class blog for P5 that meets the policy

  @A.2.1
  Rule: Children come first, whoever has to do with a site

    Scenario: The good that it does for pupils is stated, and tested where the policy says it first
      When the proposal is checked
      Then clause A.2.1 is tested under clause 7.4
      And clause 7.4 is met

    Scenario: Those who are not named to run it
      When the proposal is checked
      Then clause A.2.1 is kept by people: "Staff who are not named to run the site make no declaration: whoever leads them sees to it."

  @A.2.2
  Rule: It is known what can happen to children on a site, and what is done about it

    Scenario: Each risk has its answer
      When the proposal is checked
      Then clause A.2.2 is met
      And whether enough is done waits for the line manager, under clause A.2.2

    Scenario: Bullying is forgotten
      Given nobody says what is done about bullying
      When the proposal is checked
      Then clause A.2.2 is not met: "The proposal does not say what is done about this: bullying."
      And the remedy is "Write one sentence for each risk that is named; “it cannot happen, because …” is an answer too."

    Scenario: Staff write it for families alone
      Given no pupils are involved
      And nobody says what is done about bullying
      When the proposal is checked
      Then clause A.2.2 does not apply: "No pupils are involved."

  @A.2.3
  Rule: Whatever worries is passed on at once to the designated teacher

    Scenario: The designated teacher is told
      When the proposal is checked
      Then clause A.2.3 is met
      And the administrators and the moderators have to declare, under clause A.2.3
      And the duty is "A concern is passed on at once, and somebody records when it was seen and when it was reported.", under clause A.2.3

    Scenario: The class teacher wants to deal with it
      Given the teacher is the one who is told of a cause for worry
      When the proposal is checked
      Then clause A.2.3 is not met: "Aoife Kerr is not a designated teacher of the school."
      And the remedy is "Name a designated teacher of the school."

    Scenario: The designated teacher leaves while the site is live
      Given everybody has signed it
      And the designated teacher has left the school
      When the live site is looked at
      Then clause A.2.3 is not met: "The school's record has no designated teacher."
      And the remedy is "Ask the registrar to record who it is, and name them here."

  @A.2.4
  Rule: A site that children use follows a guide to good practice

    Scenario: The proposer knows the guide
      When the proposal is checked
      Then the proposer has to declare, under clause A.2.4
      And clause A.2.4 is kept by people: "Only someone who knows both can say whether the site follows the guide: no check reads it."

  @A.2.5a
  Rule: The lowest age of the provider's terms is kept to

    Scenario: Only the teacher holds an account, which is tested where the policy says it first
      When the proposal is checked
      Then clause A.2.5a is tested under clause 7.3
      And clause 7.3 is met

    Scenario: Pupils of P5 with accounts of their own
      Given the pupils of P5 get accounts of their own, and their parents agree
      When the proposal is checked
      Then clause A.2.5a is tested under clause 7.3
      And clause 7.3 is not met: "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8."

  @A.2.5b
  Rule: Somebody has thought of the children who are too young for the platform

    Scenario: The proposal says how the class reads the blog without accounts
      When the proposal is checked
      Then clause A.2.5b is met
      And whether younger children may look waits for the final approval, under clause A.2.5b
      And the duty is "The school keeps to what was promised about younger children.", under clause A.2.5b

    Scenario: Nobody has thought of it
      Given nobody says what is done about children who are too young
      When the proposal is checked
      Then clause A.2.5b is not met: "“What will be done about children who are too young for the platform?” is not answered."

    Scenario: The school hosts the blog itself
      Given the school hosts it on its own address
      And nobody says what is done about children who are too young
      When the proposal is checked
      Then clause A.2.5b does not apply: "The school is the provider: there are no other terms."

  @A.2.6
  Rule: The content suits the pupils, and outsiders are checked before they are let in

    Scenario: It suits their age, and nobody is let in
      When the proposal is checked
      Then clause A.2.6 is met
      And whether it suits their age waits for the line manager, under clause A.2.6
      And the duty is "The content keeps suiting the pupils' age; whoever is let in was checked first, and the check is written down.", under clause A.2.6

    Scenario: Nobody sees to it that the content suits their age
      Given nobody sees to it that the content suits their age
      When the proposal is checked
      Then clause A.2.6 is not met: "“How do you make sure that the content suits their age?” is not answered."

    Scenario: Followers are let in, and nobody decides which
      Given followers are let in after a check
      And nobody decides which of them
      When the proposal is checked
      Then clause A.2.6 is not met: "Nobody is named who decides which outsiders are let in."

    Scenario: Followers are let in after a check
      Given followers are let in after a check
      When the proposal is checked
      Then clause A.2.6 is met

  @A.2.7
  Rule: Where a website may be the wrong way for these pupils, advice is taken first

    Scenario: No such pupils, and no help in confidence
      When the proposal is checked
      Then clause A.2.7 is met
      And clause A.2.7 is kept by people: "Whether the site is right for these pupils is weighed by whoever advises on them; the record keeps that they did."

    Scenario: Nobody says whether such pupils are involved
      Given nobody says whether vulnerable pupils are involved
      When the proposal is checked
      Then clause A.2.7 is not met: "“Could vulnerable pupils be involved?” is not answered."
      And the remedy is "Answer yes or no; if you are not sure, answer yes and ask for advice."

    Scenario: The designated teacher has advised on vulnerable pupils
      Given vulnerable pupils are involved, and the designated teacher has advised
      When the proposal is checked
      Then clause A.2.7 is met

    Scenario: A colleague has advised on vulnerable pupils
      Given vulnerable pupils are involved, and a colleague has advised
      When the proposal is checked
      Then clause A.2.7 is not met: "No designated teacher and no e-safety lead is named as having advised on these pupils."
      And the remedy is "Ask the designated teacher or the e-safety lead, and name who has advised."

    Scenario: Help in confidence, and the advice is not written down
      Given it offers pupils help in confidence, and the advice is not written down
      When the proposal is checked
      Then clause A.2.7 is not met: "The advice on these pupils is not written down."

    Scenario: Pupils with learning disabilities write, and it is open how they consent
      Given pupils with learning disabilities add to it through their teacher
      When the proposal is checked
      Then clause A.2.7 is not met: "The proposal does not settle how parents or responsible adults are told and how they consent."
      And the remedy is "Say how they are told, and how they give their consent."
