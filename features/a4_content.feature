Feature: What stands on a site (model Appendix A, part 4)

  Background:
    Given a class blog for P5 that meets the policy

  @A.4.1a
  Rule: A site that the school hosts shows its terms of use and its house rules

    Scenario: The school hosts it, and both are written
      Given the school hosts it on its own address
      When the proposal is checked
      Then clause A.4.1a is met
      And the duty is "Terms of use and house rules stand where every reader of the site can find them.", under clause A.4.1a

    Scenario: The school hosts it, and there are no house rules
      Given the school hosts it on its own address
      And it has no house rules
      When the proposal is checked
      Then clause A.4.1a is not met: "“What are the house rules for those who take part?” is not answered."
      And the remedy is "Write the house rules for those who take part."

    Scenario: The school hosts it, and there are no terms of use
      Given the school hosts it on its own address
      And it has no terms of use
      When the proposal is checked
      Then clause A.4.1a is not met: "“What are the site's own terms of use?” is not answered."

    Scenario: Another company hosts it
      When the proposal is checked
      Then clause A.4.1a does not apply: "The school does not host it."

  @A.4.1b
  Rule: A provider's terms, and the house rules there, fit the school

    Scenario: The terms were read a month before it is to be signed
      When the proposal is checked
      Then clause A.4.1b is met
      And whether terms and house rules match how the school expects people to behave waits for the line manager, under clause A.4.1b

    Scenario: The terms were read ninety days before it is to be signed
      Given the provider's terms were read on 3 June 2026
      When the proposal is checked
      Then clause A.4.1b is met

    Scenario: The terms were read a day too early
      Given the provider's terms were read on 2 June 2026
      When the proposal is checked
      Then clause A.4.1b is not met: "The provider's terms were read more than 90 days ago."
      And the remedy is "Read the provider's terms again, and give the day."

    Scenario: The terms are still to be read
      Given the provider's terms were read on 2 September 2026
      When the proposal is checked
      Then clause A.4.1b is not met: "2 September 2026 is in the future."
      And the remedy is "Give the day on which you read them."

    Scenario: There are no house rules
      Given it has no house rules
      When the proposal is checked
      Then clause A.4.1b is not met: "“What are the house rules for those who take part?” is not answered."

    Scenario: The school hosts it
      Given the school hosts it on its own address
      When the proposal is checked
      Then clause A.4.1b does not apply: "The school is the provider: there are no other terms."

  @A.4.2
  Rule: Nothing is promised in the school's name without authority

    Scenario: Those who run it declare to promise nothing unauthorised
      When the proposal is checked
      Then the administrators and the moderators have to declare, under clause A.4.2
      And the duty is "Nothing is disclosed, promised or done there in the school's name without authority.", under clause A.4.2

  @A.4.3
  Rule: What is published is accurate and worth reading

    Scenario: Another teacher checks it
      When the proposal is checked
      Then clause A.4.3 is met
      And the administrators and the moderators have to declare, under clause A.4.3
      And whether it will be worth reading waits for the line manager, under clause A.4.3
      And the duty is "What turns out to be wrong is corrected, and the correction is recorded.", under clause A.4.3

    Scenario: Nobody checks it
      Given nobody says who checks that it is accurate
      When the proposal is checked
      Then clause A.4.3 is not met: "The proposal does not say who checks that what is published is accurate."
      And the remedy is "Name who checks it."

  @A.4.4
  Rule: What is published keeps to the law

    Scenario: Only staff write, and it is said where everything comes from
      When the proposal is checked
      Then clause A.4.4 is met
      And the proposer, the administrators and the moderators have to declare, under clause A.4.4
      And the duty is "Nothing on the site breaks the law; what may break it is taken down at once.", under clause A.4.4
      And clause A.4.4 is kept by people: "Whether a text or a picture breaks the law is for people to say: no check reads it."

    Scenario: Nobody says where the pictures come from
      Given nobody says where pictures, music and texts come from
      When the proposal is checked
      Then clause A.4.4 is not met: "“Where do pictures, music and texts come from?” is not answered."

    Scenario: Pupils have accounts, and data protection has been assessed
      Given pupils write there with accounts, and the DPIA is done
      When the final approval is to be given
      Then clause A.4.4 is met

    Scenario: While it is being assessed, the proposal may be checked
      Given pupils write there with accounts, and the DPIA is being done
      When the proposal is checked
      Then clause A.4.4 is met

    Scenario: While it is being assessed, nobody gives the final approval
      Given pupils write there with accounts, and the DPIA is being done
      When the final approval is to be given
      Then clause A.4.4 is not met: "The effect on data protection is still being assessed."
      And the remedy is "Have the assessment finished, then say so: the final approval waits for it."

    Scenario: Pupils have accounts, and nobody assesses anything
      Given pupils write there with accounts, and a DPIA is said not to be needed
      When the proposal is checked
      Then clause A.4.4 is not met: "Pupils hold or use accounts, so the assessment cannot be left out."

    Scenario: Pupils write through their teacher
      Given pupils write through their teacher, and it is said why no DPIA is needed
      When the final approval is to be given
      Then clause A.4.4 is met

  @A.4.5
  Rule: The tone respects those who read

    Scenario: Those who run it declare to respect its readers
      When the proposal is checked
      Then the administrators and the moderators have to declare, under clause A.4.5
      And the duty is "The tone of the site respects its readers, above all where opinions are divided.", under clause A.4.5

  @A.4.6
  Rule: Other people's work is shown with their permission

    Scenario: The administrators declare it
      When the proposal is checked
      Then the administrators have to declare, under clause A.4.6
      And the duty is "Whoever made a work, and every partner or supplier named, has agreed to it.", under clause A.4.6

  @A.4.7a
  Rule: A site that the school hosts carries its logo

    Scenario: The school hosts it, and it carries the logo
      Given the school hosts it on its own address
      When the proposal is checked
      Then clause A.4.7a is met
      And the duty is "The logo stands on the site in the way that was approved.", under clause A.4.7a

    Scenario: The school hosts it, and it does not carry the logo
      Given the school hosts it on its own address
      And it does not carry the logo
      When the proposal is checked
      Then clause A.4.7a is not met: "The school hosts the site, and it is not planned to carry the school's logo."
      And the remedy is "Let the site carry the school's logo."

    Scenario: Another company hosts it, and it does not carry the logo
      Given it does not carry the logo
      When the proposal is checked
      Then clause A.4.7a does not apply: "The school does not host it."

  @A.4.7b
  Rule: The logo links back to the school's website, where it can

    Scenario: It leads to the page of the class
      Given the school hosts it on its own address
      When the proposal is checked
      Then clause A.4.7b is met
      And the duty is "The logo still leads to a page of the school's website that is there.", under clause A.4.7b

    Scenario: It leads to somebody else's page
      Given the school hosts it on its own address
      And its logo leads to "https://schools.example/birchfield"
      When the proposal is checked
      Then clause A.4.7b is not met: "schools.example is not one of the school's own web addresses."
      And the remedy is "Give a page of the school's website, or leave it empty and say why it cannot be one."

    Scenario: It leads nowhere
      Given the school hosts it on its own address
      And its logo leads nowhere
      When the proposal is checked
      Then clause A.4.7b is not met: "The proposal does not say which page of the school's website the logo links to."

    Scenario: It leads nowhere, and it is said why
      Given the school hosts it on its own address
      And its logo leads nowhere
      And it is said why its logo cannot lead back
      When the proposal is checked
      Then clause A.4.7b is met

  @A.4.8
  Rule: Staff say who they are, and in which role

    Scenario: Those who run it declare to appear by name and role
      When the proposal is checked
      Then the administrators and the moderators have to declare, under clause A.4.8
      And the duty is "Whoever takes part for the school is shown by name and role.", under clause A.4.8

  @A.4.9
  Rule: No personal contact details, and the account is the school's

    Scenario: The account is on the school's address
      When the proposal is checked
      Then clause A.4.9 is met
      And the administrators and the moderators have to declare, under clause A.4.9
      And the duty is "No personal contact details of staff appear on the site.", under clause A.4.9

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

    Scenario: It is held as a person's own profile
      Given it is held as a person's own profile
      When the proposal is checked
      Then clause A.4.9 is not met: "The site would be held as a person's own profile."
      And the remedy is "Hold it as a page, a channel or an account in the school's name."

  @A.4.10
  Rule: No personal opinions on an official site

    Scenario: Those who run it declare to keep their opinions out
      When the proposal is checked
      Then the administrators and the moderators have to declare, under clause A.4.10
      And the duty is "No personal opinions of staff appear on the site.", under clause A.4.10
