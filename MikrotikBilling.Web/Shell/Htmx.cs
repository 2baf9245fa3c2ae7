using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

public static class HtmxHeaders
{
    public const string Request = "HX-Request";
    public const string Boosted = "HX-Boosted";
    public const string HistoryRestore = "HX-History-Restore-Request";
    public const string CurrentUrl = "HX-Current-URL";
    public const string Trigger = "HX-Trigger";
    public const string Redirect = "HX-Redirect";
    public const string Refresh = "HX-Refresh";
    public const string Reswap = "HX-Reswap";
}

public static class HtmxExtensions
{
    private static readonly object TriggersKey = new();

    /// <summary>True when htmx asks for a fragment. Boosted links and history restores want the whole page.</summary>
    public static bool IsHtmx(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return IsTrue(request, HtmxHeaders.Request) && !IsTrue(request, HtmxHeaders.Boosted) && !IsTrue(request, HtmxHeaders.HistoryRestore);
    }

    /// <summary>
    /// Raises a browser event on the answer. Several calls share one header; the same name twice keeps the last detail.
    /// </summary>
    public static void HxTrigger(this HttpResponse response, string name, object? detail = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var triggers = Triggers(response);
        triggers[name] = detail;
        // The default encoder escapes everything beyond ASCII, which a header needs.
        response.Headers[HtmxHeaders.Trigger] = JsonSerializer.Serialize(triggers, JsonSerializerOptions.Web);
    }

    /// <summary>Says something to those who listen to the page, and shows nothing; see wwwroot-src/src/scripts/menus.ts.</summary>
    public static void Say(this HttpResponse response, Phrase text) => response.HxTrigger("say", new { text = text?.ToString() });

    /// <summary>Makes the browser leave for another page; the answer needs no body.</summary>
    public static void HxRedirect(this HttpResponse response, string url)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers[HtmxHeaders.Redirect] = url;
    }

    /// <summary>Makes the browser load the present page anew.</summary>
    public static void HxRefresh(this HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers[HtmxHeaders.Refresh] = "true";
    }

    /// <summary>Shows a toast with this answer, whole page or fragment. When the browser leaves the page, use <see cref="Leave"/>.</summary>
    public static void Toast(this HttpResponse response, ToastKind kind, Phrase text, ToastUndo? undo = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        var shown = Triggers(response).GetValueOrDefault(Toasts.EventName) as ToastList ?? new ToastList([]);
        response.HxTrigger(Toasts.EventName, new ToastList([.. shown.Items, new Toast(kind, text, undo)]));
    }

    /// <summary>Goes to another page: HX-Redirect for htmx, 303 otherwise. A toast given here is shown there.</summary>
    public static IActionResult Leave(this PageModel page, string url, ToastKind kind = ToastKind.Good, Phrase? toast = null, ToastUndo? undo = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (toast is not null)
        {
            page.TempData.Toast(kind, toast, undo);
        }

        if (!page.Request.IsHtmx())
        {
            return new SeeOtherResult(url);
        }

        page.Response.HxRedirect(url);
        return new NoContentResult();
    }

    /// <summary>Toasts raised with this answer; the layout draws them when the answer is a whole page.</summary>
    internal static IReadOnlyList<Toast> ToastsNow(this HttpResponse response) =>
        (Triggers(response).GetValueOrDefault(Toasts.EventName) as ToastList)?.Items ?? [];

    private static bool IsTrue(HttpRequest request, string header) =>
        string.Equals(request.Headers[header], "true", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, object?> Triggers(HttpResponse response)
    {
        var items = response.HttpContext.Items;
        if (items[TriggersKey] is not Dictionary<string, object?> triggers)
        {
            items[TriggersKey] = triggers = [];
        }

        return triggers;
    }
}

/// <summary>303: the browser follows with GET, whatever it sent. Only local addresses are followed.</summary>
public sealed class SeeOtherResult(string url) : ActionResult
{
    public string Url { get; } = url;

    public override void ExecuteResult(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = Url;
    }
}
