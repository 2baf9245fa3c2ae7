using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Shell;

public sealed class PageUrlTests
{
    [Fact]
    public void With_NewValue_KeepsTheOthers() =>
        PageUrl.With("/customers?q=a%26b&state=active", ("sort", "-name")).ShouldBe("/customers?q=a%26b&state=active&sort=-name");

    [Fact]
    public void With_Null_RemovesTheValue() => PageUrl.With("/customers?after=x&q=1", ("after", null)).ShouldBe("/customers?q=1");

    [Fact]
    public void With_HandlerInTheAddress_DropsIt() => PageUrl.With("/customers?handler=rows").ShouldBe("/customers");
}
