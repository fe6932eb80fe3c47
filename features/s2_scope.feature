Feature: Whom and what the policy binds (section 2)

  Background:
    Given a class blog for P5 that meets the policy

  @2.1
  Rule: Whoever works for the school or serves it may propose a site

    Scenario: A teacher proposes it
      When the proposal is checked
      Then clause 2.1 is met

    Scenario: A parent proposes it
      Given a parent who is not in the school's record proposes it
      When the proposal is checked
      Then clause 2.1 is not met: "The proposer is not in the school's record now."
      And the remedy is "Let someone who works for the school or serves it propose the site."

    Scenario: The teacher leaves, and the site goes on without her
      Given everybody has signed it
      And the teacher who proposed it has left the school
      When the live site is looked at
      Then clause 2.1 does not apply: "The site is in the register already."

  @2.2
  Rule: A site that somebody else runs for the school is an official site

    Scenario: What whoever runs it has to keep to
      When the proposal is checked
      Then the duty is "Whoever looks after a site on the school's behalf does so under this policy, and the site stands in the register like any other.", under clause 2.2

    Scenario: What people do on their own accounts
      When the proposal is checked
      Then clause 2.2 is kept by people: "The policy also covers personal use that touches the school. The register looks at official sites alone, and never at anybody's personal account."

  @2.3
  Rule: The rules hold whatever the medium, and a new one is never passed

    Scenario: A platform that nobody has listed
      Given it is on a platform that is not in the catalogue
      When the proposal is checked
      Then clause 2.3 is tested under clause 7.3
      And clause 7.3 cannot be determined: "Classwall: nothing is recorded about its terms."
      And the e-safety lead is asked to settle it
