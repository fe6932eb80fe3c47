Feature: Approval (model Appendix A, part 3)

  Background:
    Given a class blog for P5 that meets the policy

  @A.3.1a
  Rule: A site in the school's name is made by the school

    Scenario: The principal has approved it
      Given everybody has signed it
      When it is to be entered in the register
      Then clause A.3.1a is met
      And the duty is "Whoever finds a site in the school's name that is not in the register reports it.", under clause A.3.1a
      And clause A.3.1a is kept by people: "What becomes of a reported site is settled by people: they have it closed, or register it."

    Scenario: The principal has not approved it
      Given everybody but the principal has signed it
      When it is to be entered in the register
      Then clause A.3.1a is not met: "The record holds no final approval of what is now proposed."
      And the remedy is "Wait for the final approval."

    Scenario: What the principal approved was changed afterwards
      Given everybody has signed it
      And its title was changed afterwards
      When it is to be entered in the register
      Then clause A.3.1a is not met: "The record holds no final approval of what is now proposed."

  @A.3.1b
  Rule: The school's own people run a site

    Scenario: Two teachers run it
      When the proposal is checked
      Then clause A.3.1b is met

    Scenario: A parent volunteer whom nobody has authorised
      Given a parent volunteer administers it
      When the proposal is checked
      Then clause A.3.1b is not met: "Neither an employee nor a governor, and not authorised by anybody: Jim Orr."
      And the remedy is "Ask the principal to authorise them, or name an employee."

    Scenario: A parent volunteer whom the principal has authorised
      Given a parent volunteer administers it
      And the principal has authorised the parent volunteer
      When the proposal is checked
      Then clause A.3.1b is met

    Scenario: A moderator who is not in the school's record
      Given somebody who is not in the school's record moderates it
      When the proposal is checked
      Then clause A.3.1b is not met: "Somebody named here is not in the school's record."
      And it shows beside "Who moderates it?"

  @A.3.2
  Rule: The line manager approves, then leadership, and nobody their own

    Scenario: Everybody has signed
      Given everybody has signed it
      When it is to be entered in the register
      Then clause A.3.2 is met
      And whether aims and content are right for the school waits for the line manager, under clause A.3.2

    Scenario: The line manager has not signed
      Given everybody but the line manager has signed it
      When it is to be entered in the register
      Then clause A.3.2 is not met: "“Aims and content” is not signed by whoever has to sign it."

    Scenario: The teacher has another line manager since the line manager signed
      Given everybody has signed it
      And the teacher has another line manager since
      When it is to be entered in the register
      Then clause A.3.2 is met

    Scenario: The proposal was changed after it was signed
      Given everybody has signed it
      And its title was changed afterwards
      When it is to be entered in the register
      Then clause A.3.2 is not met: "“Aims and content” is not signed by whoever has to sign it."

    Scenario: The principal helps to moderate, so the chair approves
      Given the principal moderates it too
      When the proposal is checked
      Then clause A.3.2 is met: "“Aims and content”: Conor Daly, line manager. “Name and logo”: Mary Quinn, brand owner. “Final approval”: Ruth Adair, chair of governors, because Niamh Hart, principal, is named to run it."

    Scenario: Nobody is left to approve
      Given the school has neither principal nor chair nor vice chair
      When the proposal is checked
      Then clause A.3.2 is not met: "Nobody can sign “Final approval” for this proposal."
      And the remedy is "The school has to appoint a principal or chair of governors or vice chair who is not the proposer and is not named to run the site."

  @A.3.3
  Rule: Taking part in someone else's site is approved too

    Scenario: The school takes part in the library's site, and everybody has signed
      Given it is the town library's site, in which the school takes part
      And everybody has signed it
      When it is to be entered in the register
      Then clause A.3.3 is met
      And whether it is right to take part waits for the line manager, under clause A.3.3

    Scenario: Nobody has signed for taking part
      Given it is the town library's site, in which the school takes part
      And everybody but the line manager has signed it
      When it is to be entered in the register
      Then clause A.3.3 is not met: "“Aims and content” is not signed by whoever has to sign it."

    Scenario: Nobody says whose site it is
      Given it is the town library's site, in which the school takes part
      And nobody says whose site it is
      When the proposal is checked
      Then clause A.3.3 is not met: "“Whose site will the school take part in?” is not answered."
      And the remedy is "Say whose site it is."

    Scenario: The site is the school's own
      When the proposal is checked
      Then clause A.3.3 does not apply: "This is a site of the school's own."

  @A.3.4
  Rule: What is published is approved

    Scenario: A second teacher reads before anything goes up
      When the proposal is checked
      Then clause A.3.4 is met
      And whether the right people approve what is published waits for the line manager, under clause A.3.4
      And the duty is "What is published was approved first, in the way that the proposal says.", under clause A.3.4

    Scenario: Nobody is said to approve it
      Given nobody says who approves what is published
      When the proposal is checked
      Then clause A.3.4 is not met: "“Who approves what is published?” is not answered."
      And the remedy is "Say who approves what is published."

  @A.3.5
  Rule: The brand owner decides, apart from the rest, about name and logo

    Scenario: The brand owner has signed
      Given everybody has signed it
      When it is to be entered in the register
      Then clause A.3.5 is met
      And whether it may carry name and logo waits for the brand owner, under clause A.3.5

    Scenario: The brand owner has not signed
      Given everybody but the brand owner has signed it
      When it is to be entered in the register
      Then clause A.3.5 is not met: "“Name and logo” is not signed by whoever has to sign it."

    Scenario: No logo, no decision
      Given it does not carry the logo
      And everybody has signed it
      When it is to be entered in the register
      Then clause A.3.5 is met

  @A.3.6
  Rule: A site is approved before it is created

    Scenario: It goes live after its approval
      Given everybody has signed it
      When it is to be entered in the register
      Then clause A.3.6 is met

    Scenario: It exists already, and is proposed as new
      Given it exists already
      When the proposal is checked
      Then clause A.3.6 is not met: "The site is proposed as new, but it exists already."
      And the remedy is "Propose it as a site that the school already runs."

    Scenario: A site of long standing is registered as such
      Given it has existed since 1 September 2024, and is to be registered
      When the proposal is checked
      Then clause A.3.6 is met

    Scenario: It is to go live before anybody can approve it
      Given it goes live on 1 March 2026
      When the proposal is checked
      Then clause A.3.6 is not met: "It cannot go live on 1 March 2026: it has to be approved first, and goes live on a later day."
      And the remedy is "Choose 2 September 2026 or a later day."

    Scenario: Its planned day has come when it is approved
      Given it goes live on 15 September 2026
      And everybody has signed it
      When it is to be entered in the register
      Then clause A.3.6 is not met: "It was approved on 15 September 2026, and must go live on a later day."
      And the remedy is "Choose 16 September 2026 or a later day."

    Scenario: Another official site has its address
      Given the school has a live site at its address
      When the proposal is checked
      Then clause A.3.6 is not met: "“P6 class blog” is in the register with this address."
      And the remedy is "Give it an address of its own, or ask for the other site to be closed first."

    Scenario: Another official site has its account, in another spelling
      Given the school has a live site at its address
      And its address is "https://www.BirchfieldP5.wordpress.com/about/?blogsub=confirming"
      When the proposal is checked
      Then clause A.3.6 is not met: "“P6 class blog” is in the register with this address."

    Scenario: What is registered is read as another site after a new release
      Given everybody has signed it
      And the register has it at "https://facebook.com"
      When the live site is looked at
      Then clause A.3.6 cannot be determined: "The register has it at https://facebook.com. This is the front page of Facebook, and not an account."

  @A.3.7
  Rule: Questions from the press go straight to the principal

    Scenario: Those who run it declare it
      When the proposal is checked
      Then the administrators and the moderators have to declare, under clause A.3.7
      And the duty is "Questions of the press about the site go straight to the principal.", under clause A.3.7
