Feature: People are told

  Background:
    Given mails go to a mail server
    And Aoife Kerr proposes a class blog

  Scenario: Each can do their part from the mailbox alone
    When the checks have run
    And the mails have gone out
    Then Aoife Kerr, Conor Daly and Emma Walsh have a mail that asks for their declaration
    And Mary Quinn has a mail that asks for the name and logo, by 4 September 2026
    And Niamh Hart has no mail
    When everyone named declares
    And the line manager signs the aims
    And the brand owner signs for the logo
    And the mails have gone out
    Then Niamh Hart has a mail that asks for the final approval, by 4 September 2026
    When the principal approves it
    And the mails have gone out
    Then nobody has a mail of an approval
    When a quarter of an hour has passed
    And the mails have gone out
    Then Aoife Kerr, Conor Daly and Emma Walsh have a mail of an approval
    And every mail is one that nobody answers by a program, with one link
    When the day has come on which it may go live
    And Aoife Kerr launches it
    And it is 8 o'clock on the next school day
    And the mails have gone out
    Then Conor Daly and Emma Walsh have a mail that Aoife Kerr launched it

  Scenario: A mail says little, and nothing that people wrote but the title
    When the checks have run
    And the mails have gone out
    Then no mail holds an answer of the proposal but its title

  Scenario: What is returned is told to whoever has to change it
    When the checks have run
    And the brand owner returns it: "The logo is last year's."
    And the mails have gone out
    Then Aoife Kerr has a mail that says that Mary Quinn returned it
    And no mail holds "last year's"

  Scenario: Nothing is sent at night
    Given it is 20 o'clock
    When the checks have run
    And the mails have gone out
    Then nobody has a mail
    When it is 8 o'clock on the next school day
    And the mails have gone out
    Then Mary Quinn has a mail that asks for the name and logo, by 4 September 2026

  Scenario: Mails that come once a day
    Given Mary Quinn wants her mails once a day
    When the checks have run
    And the mails have gone out
    Then Mary Quinn has no mail
    When it is 8 o'clock on the next school day
    And the mails have gone out
    Then Mary Quinn has a mail that asks for the name and logo, by 4 September 2026

  Scenario: A reminder, and then whoever stands next
    When the checks have run
    And the mails have gone out
    And 3 school days have passed
    And the mails have gone out
    Then Mary Quinn has a mail that reminds her after 3 school days
    When 14 school days have passed
    And the mails have gone out
    Then Niamh Hart has a mail that says how long it has waited
    And it still waits for the same signatures

  Scenario: Mail is down for three days
    Given the mail server is away
    When the checks have run
    And the mails have gone out
    And 3 days have passed
    And everyone named declares
    Then nobody has a mail
    When the mail server is back
    And 5 minutes have passed
    And the mails have gone out
    Then Mary Quinn has a mail that asks for the name and logo, by 4 September 2026
    And nobody has a mail that asks for a declaration that was made

  Scenario: Who is not told
    When the checks have run
    And the mails have gone out
    Then the auditor, the registrar and the chair have no mail
