using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Shell;

public sealed class HtmxTests
{
    private readonly DefaultHttpContext _context = new();

    private JsonElement Trigger => JsonDocument.Parse(_context.Response.Headers[HtmxHeaders.Trigger].ToString()).RootElement;

    [Fact]
    public void HxTrigger_SeveralEvents_ShareOneHeader()
    {
        _context.Response.HxTrigger("router:tested", new { Id = 7 });
        _context.Response.HxTrigger("list:changed");

        _context.Response.Headers[HtmxHeaders.Trigger].Count.ShouldBe(1);
        Trigger.GetProperty("router:tested").GetProperty("id").GetInt32().ShouldBe(7);
        Trigger.GetProperty("list:changed").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void HxTrigger_SameNameTwice_KeepsTheLastDetail()
    {
        _context.Response.HxTrigger("list:changed", new { Page = 1 });
        _context.Response.HxTrigger("list:changed", new { Page = 2 });

        Trigger.GetProperty("list:changed").GetProperty("page").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void HxTrigger_TextBeyondAscii_IsEscaped()
    {
        _context.Response.HxTrigger("named", new { Name = "Čačak\r\n“ঢাকা”" });

        _context.Response.Headers[HtmxHeaders.Trigger].ToString().ShouldAllBe(c => c >= ' ' && c < 127);
        Trigger.GetProperty("named").GetProperty("name").GetString().ShouldBe("Čačak\r\n“ঢাকা”");
    }

    [Fact]
    public void Toast_TwiceBesideAnEvent_KeepsAll()
    {
        _context.Response.Toast(ToastKind.Good, "Saved.");
        _context.Response.HxTrigger("router:saved");
        _context.Response.Toast(ToastKind.Warn, "The router is offline.");

        var items = Trigger.GetProperty("toast").GetProperty("items");
        items.GetArrayLength().ShouldBe(2);
        items[0].GetProperty("kind").GetString().ShouldBe("good");
        items[1].GetProperty("text").GetString().ShouldBe("The router is offline.");
        Trigger.TryGetProperty("router:saved", out _).ShouldBeTrue();
    }

    [Fact]
    public void IsHtmx_PlainRequest_IsFalse() => _context.Request.IsHtmx().ShouldBeFalse();

    [Fact]
    public void IsHtmx_FragmentRequest_IsTrue()
    {
        _context.Request.Headers[HtmxHeaders.Request] = "true";

        _context.Request.IsHtmx().ShouldBeTrue();
    }

    [Theory]
    [InlineData(HtmxHeaders.Boosted)]
    [InlineData(HtmxHeaders.HistoryRestore)]
    public void IsHtmx_RequestForAWholePage_IsFalse(string header)
    {
        _context.Request.Headers[HtmxHeaders.Request] = "true";
        _context.Request.Headers[header] = "true";

        _context.Request.IsHtmx().ShouldBeFalse();
    }
}
