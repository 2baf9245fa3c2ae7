using MikrotikBilling.Core.Kernel.Words;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>What goes to customers: said in their company's language, whoever looks at it or prints it.</summary>
public interface ICustomerPaper
{
    Language Language { get; }
}

/// <summary>The paper of a document; those from a roll are as long as what stands on them.</summary>
public enum Paper { A4, Roll80, Roll58 }

/// <summary>
/// Draws a Razor component outside of any request into a complete HTML document with its stylesheet inside. Dates and numbers are written as
/// <see cref="Core.Kernel.DisplayFormat.Current"/> says. Pictures must be <c>data:</c> URIs: nothing else will be fetched.
/// </summary>
public sealed class DocumentHtml(IServiceScopeFactory scopes, ILoggerFactory loggers, IWebHostEnvironment environment)
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

    private readonly Lazy<string> _styles = new(() => Read(environment));

    /// <param name="parameters">An object named like the component's parameters.</param>
    /// <param name="isTagged">False for sheets of the same thing over and over, which nobody reads aloud: telling where everything stands would take longer than printing it.</param>
    public async Task<string> RenderAsync<TComponent>(object parameters, string title, Paper paper = Paper.A4, bool isTagged = true)
        where TComponent : IComponent
    {
        var body = await BodyAsync<TComponent>(parameters);
        return $"""
            <!doctype html>
            <html lang="{LanguageOf(parameters).Code}"{Roll(paper)}{(isTagged ? "" : " data-untagged")}>
            <head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{Policy}"><title>{HtmlEncoder.Default.Encode(title)}</title><style>{_styles.Value}</style></head>
            <body class="printed">{body}</body>
            </html>
            """;
    }

    /// <summary>What stands on the paper, for a page that shows it.</summary>
    public async Task<string> BodyAsync<TComponent>(object parameters)
        where TComponent : IComponent
    {
        Language.Use(LanguageOf(parameters));
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        var values = ParameterView.FromDictionary(new RouteValueDictionary(parameters));
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(values)).ToHtmlString());
    }

    public static Language LanguageOf(object parameters) => new RouteValueDictionary(parameters).Values.OfType<ICustomerPaper>().FirstOrDefault()?.Language ?? Language.Current;

    private static string Roll(Paper paper) => paper switch { Paper.Roll80 => " data-roll=\"80\"", Paper.Roll58 => " data-roll=\"58\"", _ => "" };

    private static string Read(IWebHostEnvironment environment)
    {
        var file = environment.WebRootFileProvider.GetFileInfo("dist/print.css");
        if (!file.Exists) throw new InvalidOperationException("wwwroot/dist/print.css is missing: build the styles (wwwroot-src/README.md).");
        using var reader = new StreamReader(file.CreateReadStream());
        // "</" cannot end the style element from within: no selector or value of ours has it, and a build that did would be told here.
        var styles = reader.ReadToEnd();
        return styles.Contains("</", StringComparison.Ordinal) ? throw new InvalidOperationException("print.css may not contain \"</\".") : styles;
    }
}
