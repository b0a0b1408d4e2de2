"""The conversations between the ministry and units."""

from django.urls import path

from .views import remarks

urlpatterns = [
    path("<int:number>/", remarks.remark, name="remark"),
    path("<slug:unit>/", remarks.remarks, name="remarks"),
    path("<slug:unit>/nieuw/", remarks.new, name="remark-new"),
]
