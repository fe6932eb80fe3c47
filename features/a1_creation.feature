Feature: Creating a site (model Appendix A, part 1)

  Background:
    Given a class blog for P5 that meets the policy

  @A.1.1
  Rule: Whoever runs a site behaves there as anywhere else in public

    Scenario: Everyone who has to do with the blog says so
      When the proposal is checked
      Then the proposer, the administrators and the moderators have to declare, under clause A.1.1

  @A.1.2
  Rule: It is thought out beforehand what a site is for, and that it is worth the effort

    Scenario: The proposal says what the blog is meant to achieve
      When the proposal is checked
      Then clause A.1.2 is met
      And whether it is worth the effort waits for the line manager, under clause A.1.2

    Scenario: Nobody says what it is meant to achieve
      Given nobody says what it is meant to achieve
      When the proposal is checked
      Then clause A.1.2 is not met: "“What is it meant to achieve?” is not answered."
      And the remedy is "Say what the site is meant to achieve."

  @A.1.3
  Rule: Readers and risks are talked about with the e-safety lead or leadership

    Scenario: The e-safety lead has advised
      When the proposal is checked
      Then clause A.1.3 is met
      And whether these are the right readers waits for the line manager, under clause A.1.3

    Scenario: The vice principal has advised
      Given the vice principal has advised on it
      When the proposal is checked
      Then clause A.1.3 is met

    Scenario: A colleague has advised
      Given a colleague has advised on it
      When the proposal is checked
      Then clause A.1.3 is not met: "Emma Walsh is neither e-safety lead nor principal nor vice principal."
      And the remedy is "Talk with the e-safety lead, the principal or the vice principal, and name them."

    Scenario: The e-safety lead proposes it, and asks nobody else
      Given the e-safety lead proposes it
      When the proposal is checked
      Then clause A.1.3 is not met: "The proposer cannot be the one who advises."

    Scenario: The principal proposes it, and the chair of governors has advised
      Given the principal proposes it
      And the chair of governors has advised on it
      When the proposal is checked
      Then clause A.1.3 is met

    Scenario: They have arranged to talk tomorrow
      Given it was talked about on 2 September 2026
      When the proposal is checked
      Then clause A.1.3 is not met: "2 September 2026 is in the future."
      And the remedy is "Talk first, and give the day then."

    Scenario: The e-safety lead leaves after the blog has gone live
      Given everybody has signed it
      And the e-safety lead has left the school
      When the live site is looked at
      Then clause A.1.3 is met

    Scenario: It is for pupils whose age nobody gives
      Given nobody says how old the pupils are
      When the proposal is checked
      Then clause A.1.3 is not met: "The proposal does not say the ages of the pupils that the site is for."
      And the remedy is "Tick the years they are in, or give their ages."

    Scenario: Pupils of another school read it too
      Given it is for pupils of another school too
      When the proposal is checked
      Then clause A.1.3 is not met: "“Which other schools take part?” is not answered."

    Scenario: Pupils of another school read it too, and the school is named
      Given it is for pupils of another school too
      And the other school is named
      When the proposal is checked
      Then clause A.1.3 is met

  @A.1.4
  Rule: The proposer of a site has allowed for the time that it takes

    Scenario: Two hours a week, and something new every week
      When the proposal is checked
      Then clause A.1.4 is met
      And the proposer has to declare, under clause A.1.4

    Scenario: Nobody has reckoned with the time
      Given nobody says how many hours it will take
      When the proposal is checked
      Then clause A.1.4 is not met: "“How many hours a week will it take altogether?” is not answered."

  @A.1.5
  Rule: Enough trained people keep a site going when somebody is away or leaves

    Scenario: Two administrators, two moderators, all of them trained
      When the proposal is checked
      Then clause A.1.5 is met
      And whether there are enough of them waits for the final approval, under clause A.1.5
      And the duty is "Whenever too few administrators or too few trained people are left, others join.", under clause A.1.5

    Scenario: One administrator alone
      Given the teacher alone administers it
      When the proposal is checked
      Then clause A.1.5 is not met: "Administrators who are at the school: 1. Needed: 2."
      And the remedy is "Name another administrator."

    Scenario: One of the two administrators has not agreed yet
      Given everybody has signed it
      And one of its two administrators has not agreed to it
      When it is to be entered in the register
      Then clause A.1.5 is not met: "Administrators who have accepted: 1. Needed: 2."
      And the remedy is "Wait for their answers, or name another administrator."

    Scenario: An administrator leaves the school while the site is live
      Given everybody has signed it
      And one of its two administrators has left the school
      When the live site is looked at
      Then clause A.1.5 is not met: "Administrators who are at the school: 1. Needed: 2."

    Scenario: The training is planned for tomorrow
      Given those who run it are to be trained on 2 September 2026
      When the proposal is checked
      Then clause A.1.5 is not met: "Fewer than two of those who run the site are trained for it; not trained yet: Aoife Kerr, Conor Daly, Emma Walsh."
      And the remedy is "Have two of them trained at least, and ask the registrar to record the day."

    Scenario: A password alone opens the account
      Given a password alone opens its account
      When the proposal is checked
      Then clause A.1.5 is not met: "Whoever learns the password can sign in to the account."
      And the remedy is "Switch on two-step sign-in in the settings of the account."

    Scenario: There is no account that could be lost
      Given the school hosts it on its own address
      And nothing is said about an account
      When the proposal is checked
      Then clause A.1.5 is met

  @A.1.6
  Rule: A site has its end in view from its first day

    Scenario: It closes with the school year
      When the proposal is checked
      Then clause A.1.6 is met
      And whether its time is right waits for the final approval, under clause A.1.6
      And the duty is "The site is kept up to date until it closes, and then closed as planned.", under clause A.1.6

    Scenario: It is to run on, with a look at it within a year
      Given it has no closing day, and is reviewed on 1 September 2027
      When the proposal is checked
      Then clause A.1.6 is met

    Scenario: It is to run on, and nobody looks at it for two years
      Given it has no closing day, and is reviewed on 1 October 2028
      When the proposal is checked
      Then clause A.1.6 is not met: "Without a closing day, it must be reviewed by 1 September 2027."

    Scenario: A day far off on which it would begin buys it no time
      Given it goes live on 1 September 2031
      And it has no closing day, and is reviewed on 1 September 2032
      When the proposal is checked
      Then clause A.1.6 is not met: "Without a closing day, it must be reviewed by 1 September 2027."

    Scenario: Nobody knows what becomes of it
      Given it has no plan for its end
      When the proposal is checked
      Then clause A.1.6 is not met: "“What happens to it and to its content at the end?” is not answered."

    Scenario: Nobody knows what is kept of it
      Given nobody says what is kept of its content
      When the proposal is checked
      Then clause A.1.6 is not met: "“What content is kept, and where?” is not answered."
      And the remedy is "Say what is kept of the content, and where; “nothing” is an answer too."

  @A.1.7
  Rule: The proposal says beforehand how to tell whether the site has worked

    Scenario: A sign of success is named
      When the proposal is checked
      Then clause A.1.7 is met
      And whether it would show success waits for the line manager, under clause A.1.7
      And the duty is "At each review, every one of these signs is looked at and answered.", under clause A.1.7

    Scenario: No sign of success is named
      Given no sign of success is named
      When the proposal is checked
      Then clause A.1.7 is not met: "The proposal does not say how anyone will tell whether the site has worked."
      And the remedy is "Name one thing that will show it."
