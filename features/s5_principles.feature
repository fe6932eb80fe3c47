Feature: How people behave in the school's name (section 5)

  Background:
    Given a class blog for P5 that meets the policy

  @5.1
  Rule: A site is the school's, and personal life stays out of it

    Scenario: It is named for the class
      When the proposal is checked
      Then clause 5.1 is met
      And the administrators and the moderators have to declare, under clause 5.1

    Scenario: It is named for its teacher
      Given it is called "Miss Kerr's class blog"
      When the proposal is checked
      Then clause 5.1 is not met: "The title carries the name of Aoife Kerr."
      And the remedy is "Choose a title that says what class or work it is about, and no person."

    Scenario: Its address is its teacher's
      Given it is to stand at "https://miss-kerr.wordpress.com"
      When the proposal is checked
      Then clause 5.1 is not met: "The address carries the name of Aoife Kerr."
      And it shows beside "What is, or will be, its address?"

    Scenario: Its address is a teacher's name run together
      Given it is to stand at "https://x.com/aoifekerr"
      When the proposal is checked
      Then clause 5.1 is not met: "The address carries the name of Aoife Kerr."

    Scenario: A word that is also somebody's name
      Given it is called "Hart news"
      When the proposal is checked
      Then clause 5.1 is met
      And whoever signs is shown, under clause 5.1: "“hart” in the title may be the name of Niamh Hart."

    Scenario: Its account depends on one person's mailbox
      Given its account is on "aoife.kerr@birchfield.example"
      When the proposal is checked
      Then clause 5.1 is not met: "The mailbox of the account is Aoife Kerr's own."
      And the remedy is "Give a mailbox that stays with the school when somebody leaves, such as that of the office or of the class."

    Scenario: It bears the school's own name
      Given it is called "Birchfield class blog"
      When the proposal is checked
      Then clause 5.1 is met

  @5.2
  Rule: Writing there is publishing, and somebody answers for it

    Scenario: The line manager looks at what is planned
      When the proposal is checked
      Then whether it could offend waits for the line manager, under clause 5.2

  @5.3
  Rule: Nobody passes off a personal view as the school's

    Scenario: Everybody named keeps personal views out
      When the proposal is checked
      Then the proposer, the administrators and the moderators have to declare, under clause 5.3
      And the duty is "A personal view that stands there as the school's is taken down or put right.", under clause 5.3

  @5.4
  Rule: Nobody discloses personal information

    Scenario: Everybody named keeps personal information out
      When the proposal is checked
      Then the proposer, the administrators and the moderators have to declare, under clause 5.4
      And the duty is "Personal information that should not stand there is taken down at once.", under clause 5.4

  @5.5
  Rule: Nobody comments on pupils, families, colleagues or other professionals

    Scenario: Everybody named refrains from comments on people
      When the proposal is checked
      Then the proposer, the administrators and the moderators have to declare, under clause 5.5
      And the duty is "A comment on such a person is taken down at once.", under clause 5.5

  @5.6
  Rule: What is written for the school is accurate, fair and plain as its own

    Scenario: The line manager judges, and mistakes are corrected
      When the proposal is checked
      Then whether it will be fair waits for the line manager, under clause 5.6
      And the duty is "Mistakes are corrected openly, there and in other people's sources.", under clause 5.6
      And clause 5.6 is kept by people: "The public register shows whose a site is, what it is for, where it is hosted and whether it is in force. Writing in other people's sources is a request of its own kind."
