using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Razor.TagHelpers;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Shell;

/// <summary>What the layouts ask for.</summary>
public static class ShellPage
{
    /// <summary>
    /// 422 and 409 carry a form or message that is swapped in place; other errors leave the page alone and raise a toast.
    /// Nothing is evaluated, no style is injected (both would break the content security policy), no page is kept in the browser's storage.
    /// </summary>
    public static string HtmxConfig { get; } = JsonSerializer.Serialize(new
    {
        includeIndicatorStyles = false,
        allowEval = false,
        allowScriptTags = false,
        selfRequestsOnly = true,
        attributesToSettle = new[] { "class" },
        historyCacheSize = 0,
        refreshOnHistoryMiss = true,
        defaultSwapStyle = "outerHTML",
        timeout = 30_000,
        responseHandling = new object[]
        {
            new { code = "204", swap = false },
            new { code = "[23]..", swap = true },
            new { code = "422", swap = true },
            new { code = "409", swap = true },
            new { code = "...", swap = false, error = true },
        },
    });

    /// <summary>"light" or "dark" when chosen by hand; null follows the system.</summary>
    public static string? Theme(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Cookies["theme"] switch { "light" => "light", "dark" => "dark", _ => null };
    }

    /// <summary>The antiforgery header that htmx sends with every request of this page.</summary>
    public static string RequestHeaders(IAntiforgery antiforgery, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(antiforgery);
        var tokens = antiforgery.GetAndStoreTokens(context);
        return JsonSerializer.Serialize(new Dictionary<string, string?> { [tokens.HeaderName ?? tokens.FormFieldName] = tokens.RequestToken });
    }
}

/// <summary><c>&lt;icon name="plus" /&gt;</c> in .cshtml, without the cost of a component.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    public string? Label { get; set; }

    public string? Class { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"icon {Class}".TrimEnd());
        output.Attributes.SetAttribute("viewBox", "0 0 24 24");
        output.Attributes.SetAttribute("fill", "none");
        output.Attributes.SetAttribute("stroke", "currentColor");
        output.Attributes.SetAttribute("stroke-linecap", "round");
        output.Attributes.SetAttribute("stroke-linejoin", "round");
        output.Attributes.SetAttribute(Label is null ? "aria-hidden" : "aria-label", Label ?? "true");
        if (Label is not null)
        {
            output.Attributes.SetAttribute("role", "img");
        }

        output.Content.SetHtmlContent(IconShapes.All.GetValueOrDefault(Name, IconShapes.Fallback));
    }
}
