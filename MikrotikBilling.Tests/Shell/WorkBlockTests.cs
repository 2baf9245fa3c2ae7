using Bunit;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Tests.Shell;

/// <summary>Components of longer work: wizards, bulk actions, imports, search.</summary>
public sealed class WorkBlockTests : BunitContext
{
    [Theory]
    [InlineData(50L, 200L, "50", "25%")]
    [InlineData(1L, 3L, "1", "33.33%")]
    [InlineData(900L, 200L, "200", "100%")]
    [InlineData(-1L, 200L, "0", "0%")]
    [InlineData(0L, 0L, "0", "0%")]
    public void ProgressBar_Value_IsCutToWhatThereIs(long value, long max, string now, string width)
    {
        var bar = Render<ProgressBar>(p => p.Add(b => b.Label, "Imported").Add(b => b.Value, value).Add(b => b.Max, max)).Find("[role=progressbar]");

        bar.GetAttribute("aria-valuenow").ShouldBe(now);
        bar.QuerySelector("rect")!.GetAttribute("width").ShouldBe(width);
        bar.GetAttribute("aria-label").ShouldBe("Imported");
    }

    [Fact]
    public void ProgressBar_NoValueYet_SaysNoShare()
    {
        var bar = Render<ProgressBar>(p => p.Add(b => b.Label, "Reading the file").Add(b => b.Value, null).Add(b => b.Max, 0)).Find("[role=progressbar]");

        bar.HasAttribute("aria-valuenow").ShouldBeFalse();
        bar.ParentElement!.ClassList.ShouldContain("progress-open");
    }

    [Fact]
    public void StepList_SecondStep_LinksBackOnly()
    {
        var list = Render<StepList>(p => p.Add(s => s.Current, 2).Add(s => s.Steps, [new("File", "/import/1"), new("Columns", "/import/2"), new("Check", "/import/3")]));

        list.Find("[aria-current=step]").TextContent.ShouldContain("Columns");
        list.FindAll("a").Select(a => a.GetAttribute("href")).ShouldBe(["/import/1"]);
    }

    [Fact]
    public void FileField_Limits_AreSaidAndSent()
    {
        var field = Render<FileField>(p => p
            .Add(f => f.Name, "Input.File").Add(f => f.Label, "File").Add(f => f.Accept, ".csv").Add(f => f.Kinds, "CSV").Add(f => f.MaxBytes, 5_000_000L)
            .AddCascadingValue(FormErrors.At("Input.File", "Choose a file.")));

        var input = field.Find("input[type=file]");
        input.GetAttribute("accept").ShouldBe(".csv");
        input.GetAttribute("data-max-bytes").ShouldBe("5000000");
        input.GetAttribute("aria-describedby").ShouldBe("Input_File-help Input_File-error");
        field.Find("#Input_File-help").TextContent.ShouldBe("CSV, up to 5 MB.");
    }

    [Fact]
    public void DiffTable_Lines_SayAddedChangedRemovedAndSame()
    {
        var table = Render<DiffTable>(p => p.Add(d => d.Caption, "Changes").Add(d => d.Lines,
            [new("Name", "Amina", "Amina O."), new("Phone", null, "0712"), new("Note", "old", ""), new("Email", "a@b.example", "a@b.example")]));

        var rows = table.FindAll("tbody tr");
        (rows[0].QuerySelector("del")!.TextContent, rows[0].QuerySelector("ins")!.TextContent).ShouldBe(("Amina", "Amina O."));
        (rows[1].QuerySelector("del"), rows[1].QuerySelector("ins")!.TextContent).ShouldBe((null, "0712"));
        rows[2].TextContent.ShouldContain("removed");
        rows[3].TextContent.ShouldContain("unchanged");
        rows[3].QuerySelectorAll("ins, del").ShouldBeEmpty();
    }

    [Fact]
    public void DiffTable_HostileText_StaysText() =>
        Render<DiffTable>(p => p.Add(d => d.Caption, "Changes").Add(d => d.Lines, [new("Name", "<script>", "<img onerror=x>")]))
            .FindAll("script, img").ShouldBeEmpty();

    [Fact]
    public void TagList_Empty_SaysSo() =>
        Render<TagList>(p => p.Add(t => t.Tags, []).Add(t => t.Empty, "none")).Find("span").TextContent.ShouldBe("none");

    [Theory]
    [InlineData("Amina Odhiambo", "AO")]
    [InlineData("amina wanjiku odhiambo", "AO")]
    [InlineData("owner@demo.example", "O")]
    [InlineData("Łucja", "Ł")]
    [InlineData(" ", "?")]
    public void Avatar_Name_GivesInitials(string name, string initials) =>
        Render<Avatar>(p => p.Add(a => a.Name, name)).Find("span").TextContent.ShouldBe(initials);

    [Fact]
    public void DateRangeField_Days_AreIsoAndKnowEachOther()
    {
        var field = Render<DateRangeField>(p => p.Add(f => f.Label, "Paid").Add(f => f.FromName, "from").Add(f => f.ToName, "to")
            .Add(f => f.From, new DateOnly(2026, 2, 1)).Add(f => f.To, null));

        field.Find("#from").GetAttribute("value").ShouldBe("2026-02-01");
        field.Find("#to").HasAttribute("value").ShouldBeFalse();
        field.Find("#from").GetAttribute("data-range-from").ShouldBe("to");
        field.Find("legend").TextContent.ShouldContain("Paid");
    }

    [Fact]
    public void Selection_TicksAndBar_AreOneForm()
    {
        var bar = Render<SelectionBar>(p => p.Add(b => b.Id, "pick").Add(b => b.Action, "/customers/bulk").Add(b => b.One, "customer").Add(b => b.Many, "customers")
            .Add(b => b.OffersAll, true).Add(b => b.Matching, 1318).Add(b => b.Filter, [new("q", "ami")]).AddChildContent("<button name=\"do\">Extend</button>"));
        var cell = Render<SelectCell>(p => p.Add(c => c.Form, "pick").Add(c => c.Value, "7").Add(c => c.Label, "Amina"));

        var form = bar.Find("form#pick");
        form.GetAttribute("method").ShouldBe("post");
        form.QuerySelector("input[name=q]")!.GetAttribute("value").ShouldBe("ami");
        form.QuerySelector("input[name=all]")!.ParentElement!.TextContent.ShouldBe("All 1,318 customers that match");
        cell.Find("input").GetAttribute("form").ShouldBe("pick");
        cell.Find("label").TextContent.ShouldBe("Select Amina");
    }

    [Fact]
    public void SearchSuggestions_Groups_AreAListboxOfOptions()
    {
        var list = Render<SearchSuggestions>(p => p.Add(s => s.Query, "ki").Add(s => s.Groups,
        [
            new("Customers", [new("Kimani", "/customers/1", "users", "PPP-1", "Active", Tone.Good)]),
            new("Profiles", []),
            new("Routers", [new("Kibera <b>", "/routers/1", "router")]),
        ]));

        list.FindAll("[role=listbox] > [role=group]").Count.ShouldBe(2);
        list.FindAll("[role=option]").Select(o => o.GetAttribute("data-href")).ShouldBe(["/customers/1", "/routers/1"]);
        list.FindAll("[id]").Select(e => e.Id).ShouldBeUnique();
        list.FindAll("b").ShouldBeEmpty();
    }

    [Fact]
    public void SearchSuggestions_NoHit_SaysWhatWasLookedFor() =>
        Render<SearchSuggestions>(p => p.Add(s => s.Query, "<i>").Add(s => s.Groups, [])).Find("p").TextContent.ShouldContain("“<i>”");

    [Fact]
    public void LazyPart_Answer_ReplacesIt()
    {
        var part = Render<LazyPart>(p => p.Add(l => l.Id, "invoices").Add(l => l.Url, "/invoices?customer=1").Add(l => l.Label, "invoices"));

        part.Find("#invoices").GetAttribute("hx-get").ShouldBe("/invoices?customer=1");
        part.Find("[role=status]").GetAttribute("aria-label").ShouldBe("Loading invoices");
    }

    [Fact]
    public void Dialog_Title_NamesIt()
    {
        var dialog = Render<Dialog>(p => p.Add(d => d.Id, "move").Add(d => d.Title, "Move to a router").AddChildContent("<p>Text</p>"));

        dialog.Find($"#{dialog.Find("dialog").GetAttribute("aria-labelledby")}").TextContent.ShouldBe("Move to a router");
    }

    [Fact]
    public void Shortcuts_Keys_AreUniqueAndNoPairStartsWithASingleKey()
    {
        var keys = Shortcuts.General.Select(s => s.Keys).ToList();

        keys.ShouldBeUnique();
        keys.ShouldNotContain("g");
    }
}
