import { glued, hasDigit, isMixed, rule, type TokenRule } from './token-rule.js';

/** Where code and packages are kept, built and checked. */
export const CODE_RULES: readonly TokenRule[] = [
  rule('github-token', 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_', String.raw`\w{16,}`, { ...glued, accepts: hasDigit }),
  rule(
    'gitlab-token',
    'glpat- glptt- gldt- glrt- glrtr- glft- glimt- glagent- gloas- glsoat- glcbt- glffct- glwt- GR1348941',
    String.raw`[\w-]{16,}(?:\.[\w-]{2,64}){0,3}`,
    glued,
  ),
  rule('bitbucket-token', 'ATBB ATCTT3 BBDC-', String.raw`[\w-]{20,}={0,2}`, { accepts: isMixed }),
  rule('atlassian-token', 'ATATT3 ATSTT3', String.raw`[\w-]{20,}={0,2}\w{0,16}`),
  rule('npm-token', 'npm_', '[A-Za-z0-9]{30,}', glued),
  rule('npm-token', 'npm_', String.raw`\w{36}(?!\w)`, { ...glued, accepts: isMixed }),
  rule('pypi-token', 'pypi-', String.raw`[\w-]{50,}`),
  rule('package-token', 'rubygems_ CLOJARS_ clojars_ rdme_', '[A-Za-z0-9]{40,}'),
  rule('package-token', 'oy2', '[a-z0-9]{43}(?![A-Za-z0-9])', { accepts: (match) => /\d/.test(match.slice(3)) }),
  rule('package-token', 'cio', '[A-Za-z0-9]{32}(?![A-Za-z0-9])', { accepts: isMixed }),
  rule('docker-token', 'dckr_pat_ dckr_oat_', String.raw`[\w-]{20,}`, glued),
  rule('artifactory-key', 'AKCp cmVmd', '[A-Za-z0-9]{56,72}(?![A-Za-z0-9+/=])'),
  rule('ci-token', 'CCIPAT_ CCIPRJ_ bkua_ bkat_ bkct_ sntrys_ sntryu_ sntrya_', String.raw`[\w+/-]{16,}={0,2}`, glued),
  rule('ci-token', 'squ_ sqp_ sqa_ sgp_ slk_', String.raw`(?:(?:local|[a-f0-9]{16})_)?[a-f0-9]{32,}`),
  rule('ci-token', 'pul- pnu_ snyk_uat. snyk_sat.', String.raw`[\w.-]{30,}`, { accepts: hasDigit }),
  rule('ci-token', 'API-', '[A-Z0-9]{25,}(?![A-Za-z0-9])', { accepts: hasDigit }),
  rule('postman-key', 'PMAK-', '[a-fA-F0-9]{20,}(?:-[a-fA-F0-9]{20,})?'),
  rule('figma-token', 'figd_ figu_ figo_ figoh_ figp_', String.raw`[\w-]{20,}`, { accepts: hasDigit }),
];
