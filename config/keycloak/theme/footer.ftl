<#macro content>
<#if ["error", "info", "logout-confirm"]?seq_contains(pageId)>
<p class="home"><a href="${properties.home}">Every service of ${properties.domain}</a></p>
</#if>
</#macro>
